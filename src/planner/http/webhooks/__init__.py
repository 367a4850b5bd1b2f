"""Who wants to be told what happens, and how they are told: Standard Webhooks 1.0.0, from the journal on."""
