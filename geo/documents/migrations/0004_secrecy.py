"""Who reads a paper, the hash of what was sent, and content that lies in a storage; more kinds of paper."""

from django.db import migrations, models

KINDS = [
    ("drawing", "Drawing"), ("minutes", "Minutes of a committee"), ("decision", "Decision"),
    ("agency_statement", "Statement of an agency"), ("staking_report", "Staking-out report"), ("deed", "Deed"),
    ("letter", "Letter"), ("photo", "Photograph"), ("ownership", "Document of ownership"), ("survey", "Survey decision"),
    ("contract", "Contract"), ("report", "Report of an engineering office"),
    ("licence", "Licence of an office or a contractor"), ("appeal", "Appeal"), ("other", "Other"),
]  # fmt: skip
SECRECY = [
    ("parties", "The office and whoever the record is about"), ("staff", "The people of the office"),
    ("confidential", "The heads of the office, and whoever filed it"),
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("documents", "0003_scanned")]

    operations = [
        migrations.AddField(
            "document", "secrecy",
            models.CharField(choices=SECRECY, default="staff", max_length=12, verbose_name="who reads it"),
        ),
        migrations.AddField(
            "document", "received_sha256",
            models.CharField(blank=True, default="", max_length=64, verbose_name="SHA-256 of what was sent"),
            preserve_default=False,
        ),
        migrations.AddField(
            "document", "stored_as",
            models.CharField(blank=True, default="", max_length=120, verbose_name="place in the storage"),
            preserve_default=False,
        ),
        migrations.AlterField("document", "content", models.BinaryField(null=True, verbose_name="content")),
        migrations.AlterField("document", "kind", models.CharField(choices=KINDS, max_length=30, verbose_name="kind")),
        migrations.AddConstraint(
            "document",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("content__isnull", False), ("stored_as", "")),
                    models.Q(("content", None), models.Q(("stored_as", ""), _negated=True)),
                    _connector="OR",
                ),
                name="document_kept_in_one_place",
            ),
        ),
    ]  # fmt: skip
