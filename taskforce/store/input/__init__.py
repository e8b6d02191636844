"""From what people typed to drafts."""
