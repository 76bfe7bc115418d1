"""``/v1/customers``: people by their pseudonym: segments, profiles, history, consent."""
