"""The desk: pages where moderators sign in and clear the queue. setup.py registers them with an application."""
