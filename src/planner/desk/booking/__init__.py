"""Appointments written into the book: booked, held, moved, cancelled, published."""
