"""Wake-ups: both systems call when something changes, so that entries run soon (decision 26).

``watches`` keeps the systems calling, ``receiving`` is where they call, ``calls`` reads what they say, ``waking`` moves
the entries, ``page`` is what an administrator sees of it.
"""
