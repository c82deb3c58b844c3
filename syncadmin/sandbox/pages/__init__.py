"""The pages on which a person plays the other user, and makes trouble: plain HTML over the rows of the store."""
