"""Both remote services and the token endpoint, simulated over real HTTP for the demo and the tests.

The sandbox shares no code with the rest of the product: what the clients and the sandbox agree on is the
services' published behaviour and nothing else.
"""
