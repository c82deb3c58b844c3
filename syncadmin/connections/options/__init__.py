"""Options of choices in Dataverse as the rows of tables, so that they are coupled and synchronized as any other."""
