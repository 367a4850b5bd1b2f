"""What requests hold and answers show, as the OpenAPI document tells it. Their fields are those of `documents`."""
