"""``/v1/shop``: what a shop's own pages ask, and the script that asks for them."""
