"""Business Central: its client and what only it does. What both systems have in common is one level up."""
