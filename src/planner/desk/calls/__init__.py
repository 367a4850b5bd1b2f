"""What a booking system calls, by concern; `Desk` is their table of contents."""
