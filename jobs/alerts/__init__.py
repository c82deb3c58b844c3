"""Alerts: people are told of what Home says needs somebody, once, and once more when it is over.

``noticing`` keeps what stands and what is over, ``telling`` tells each recipient, ``messages`` are the words and forms
of what is sent, ``page`` is where an administrator says who is told of what.
"""
