"""Questions to servers, one at a time: does it answer, what does it say, who answers on this link."""
