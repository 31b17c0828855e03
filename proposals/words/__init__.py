"""Words that pages, mails and messages share: names of members, and times in their reader's zone."""
