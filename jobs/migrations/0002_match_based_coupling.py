from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("jobs", "0001_jobs"),
    ]

    operations = [
        migrations.AlterField(
            model_name="job",
            name="kind",
            field=models.CharField(
                choices=[
                    ("modified", "Synchronize Modified Records"),
                    ("records", "Synchronize Now"),
                    ("couple", "Set Up Coupling"),
                    ("uncouple", "Delete Coupling"),
                    ("settle", "Settle conflict"),
                    ("read", "Read records"),
                    ("match", "Match-Based Coupling"),
                ],
                max_length=10,
                verbose_name="Type",
            ),
        ),
    ]
