"""Decision records and overrides."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0002_sql'),
        ('municipalities', '0002_outlines'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DecisionRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(max_length=40, verbose_name='decision')),
                ('number', models.CharField(blank=True, max_length=40, verbose_name='number')),
                ('decided_at', models.DateTimeField(verbose_name='decided')),
                ('body', models.BinaryField()),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('chain_hash', models.CharField(max_length=64)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='cases.case', verbose_name='case')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='municipalities.municipality', verbose_name='office')),
            ],
            options={
                'verbose_name': 'decision',
                'verbose_name_plural': 'decisions',
                'ordering': ['decided_at', 'id'],
                'indexes': [models.Index(fields=['case'], name='decision_of_case')],
                'constraints': [models.CheckConstraint(condition=models.Q(('sha256', models.Func(models.Func(models.F('body'), function='sha256', output_field=models.BinaryField()), models.Value('hex'), function='encode', output_field=models.CharField()))), name='decision_hash_of_body'), models.UniqueConstraint(condition=models.Q(('number', ''), _negated=True), fields=('number',), name='decision_number_once')],
            },
        ),
        migrations.CreateModel(
            name='Override',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(max_length=60, verbose_name='rule')),
                ('version', models.PositiveSmallIntegerField()),
                ('missing', models.CharField(max_length=400, verbose_name='what is missing')),
                ('reason', models.CharField(max_length=500, verbose_name='reason')),
                ('asked_at', models.DateTimeField(auto_now_add=True, verbose_name='asked')),
                ('signed_at', models.DateTimeField(null=True, verbose_name='signed')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='overrides', to='cases.case')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='municipalities.municipality')),
                ('signed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='signed by')),
            ],
            options={
                'verbose_name': 'override of an unknown',
                'verbose_name_plural': 'overrides of unknowns',
                'ordering': ['asked_at', 'id'],
                'constraints': [models.UniqueConstraint(fields=('case', 'rule', 'version', 'missing'), name='override_once'), models.CheckConstraint(condition=models.Q(models.Q(('signed_at', None), ('signed_by', None)), models.Q(('signed_at__isnull', False), ('signed_by__isnull', False)), _connector='OR'), name='override_signed_whole'), models.CheckConstraint(condition=models.Q(('signed_by', None), models.Q(('signed_by', models.F('asked_by')), _negated=True), _connector='OR'), name='override_two_persons'), models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), _negated=True), models.Q(('missing', ''), _negated=True)), name='override_has_a_reason')],
            },
        ),
    ]
