from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mappings", "0004_rows_that_may_disappear"),
    ]

    operations = [
        migrations.AddField(
            model_name="tablemapping",
            name="synchronize_matched",
            field=models.BooleanField(default=False, verbose_name="Synchronize After Coupling"),
        ),
        migrations.AddField(
            model_name="tablemapping",
            name="create_unmatched",
            field=models.BooleanField(default=False, verbose_name="Create New If Unable to Find a Match"),
        ),
        migrations.AddField(
            model_name="fieldmapping",
            name="match_on",
            field=models.BooleanField(default=False, verbose_name="Use For Match-Based Coupling"),
        ),
        migrations.AddField(
            model_name="fieldmapping",
            name="match_case_sensitive",
            field=models.BooleanField(default=False, verbose_name="Case-sensitive Matching"),
        ),
        migrations.AddField(
            model_name="fieldmapping",
            name="match_priority",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="Match Priority"),
        ),
    ]
