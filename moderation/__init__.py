"""What the product does: one function per intent. Each opens its unit of work, and only one."""
