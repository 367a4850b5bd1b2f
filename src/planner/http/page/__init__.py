"""The manager's page: HTML from the desk, three stylesheets and a few small scripts; nothing comes from elsewhere."""
