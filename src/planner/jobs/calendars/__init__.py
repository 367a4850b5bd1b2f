"""A practitioner's or a room's calendar, from elsewhere, as the times at which they cannot be booked."""
