"""The desk: pages where moderators sign in and clear the queue."""

from service.console import account, assets, deciding, queue, signing_in
from service.console.blueprint import blp, csrf
from service.console.errors import desk_form
from service.console.setup import register

__all__ = ["account", "assets", "blp", "csrf", "deciding", "desk_form", "queue", "register", "signing_in"]
