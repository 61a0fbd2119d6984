"""The grants department has a role."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0006_file_sql'),
    ]

    operations = [
        migrations.AlterField(
            model_name='department',
            name='role',
            field=models.CharField(choices=[('surveyor', 'Surveyor'), ('engineer', 'Reviewing engineer'), ('head', 'Head of office'), ('planner', 'Planner'), ('committee', 'Technical committee'), ('survey_manager', 'Survey manager'), ('planning_manager', 'Planning manager'), ('deputy', 'Deputy Amin'), ('amin', 'Amin'), ('finance', 'Finance officer'), ('inspector', 'Inspector'), ('coordinator', 'Project coordination office'), ('consulted', 'Consulted department'), ('grants', 'Grants officer')], max_length=20, verbose_name='role'),
        ),
    ]
