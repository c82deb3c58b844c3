from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mappings", "0019_labels_of_options"),
    ]

    operations = [
        migrations.AlterField(
            model_name="fieldmapping",
            name="mode",
            field=models.CharField(
                choices=[
                    ("always", "Always"),
                    ("filled", "Always; a blank also takes the first related record that is new"),
                    ("mark", "Always; emptied when the coupling is removed"),
                    ("on_create", "Only on new records"),
                    ("if_empty", "Only if empty"),
                    ("fixed", "Never changed; a record that differs fails"),
                    ("untouched", "Until somebody changes it there; the record is then left alone"),
                ],
                default="always",
                max_length=10,
                verbose_name="Written",
            ),
        ),
    ]
