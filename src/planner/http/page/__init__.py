"""The manager's page: HTML from the desk, one stylesheet and one script; nothing comes from elsewhere."""
