"""Calls Prohori, the self-hosted comment moderation."""

from prohori_client.client import Prohori
from prohori_client.problem import Problem, Unreachable

__all__ = ["Problem", "Prohori", "Unreachable"]
