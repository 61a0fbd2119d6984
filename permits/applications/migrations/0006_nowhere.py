"""Works in streets stand on no parcel."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):

    dependencies = [
        ('applications', '0005_paid'),
        ('cases', '0004_claims'),
        ('municipalities', '0002_outlines'),
        ('parties', '0004_identity_link_sql'),
        ('printing', '0004_signed_sql'),
        ('register', '0017_noted'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='assessment',
            name='version',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='register.boundaryversion'),
        ),
        migrations.AlterField(
            model_name='permit',
            name='parcel',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='permits', to='register.parcel'),
        ),
        migrations.AlterField(
            model_name='permit',
            name='version',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='register.boundaryversion'),
        ),
        migrations.AlterField(
            model_name='permitapplication',
            name='parcel',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='register.parcel', verbose_name='parcel'),
        ),
        migrations.AlterField(
            model_name='permitapplication',
            name='version',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='register.boundaryversion', verbose_name='boundary version'),
        ),
        migrations.AddConstraint(
            model_name='permit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'excavation'), ('parcel__isnull', True), ('version__isnull', True)), models.Q(models.Q(('kind', 'excavation'), _negated=True), ('parcel__isnull', False), ('version__isnull', False)), _connector='OR'), name='permit_on_land'),
        ),
        migrations.AddConstraint(
            model_name='permitapplication',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'excavation'), ('parcel__isnull', True), ('version__isnull', True)), models.Q(models.Q(('kind', 'excavation'), _negated=True), ('parcel__isnull', False), ('version__isnull', False)), _connector='OR'), name='application_on_land'),
        ),
        RunSQLFile("nowhere.v1.sql", "b3466583cbc0ff18c23f04438b166394964028f87d9ab76137b1b2df730be5de"),
    ]
