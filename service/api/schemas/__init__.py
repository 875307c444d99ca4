"""Shapes of requests and answers. They validate, and they are the OpenAPI document."""
