"""Whatever is refused, as RFC 9457's application/problem+json."""
