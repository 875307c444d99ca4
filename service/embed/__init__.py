"""What readers see of us on a website's pages: the widget, the same without scripts, and the demonstration."""
