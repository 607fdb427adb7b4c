import bansou.public_id
import casestudies.models.rows
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_people"),
        ("casestudies", "0004_shared_lists"),
        ("knowhow", "0002_withdrawn_reason"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Package",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    bansou.public_id.PublicIdField(
                        default=bansou.public_id.new_public_id, editable=False, max_length=10, unique=True
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("published_at", models.DateTimeField(blank=True, db_index=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("title", models.CharField(max_length=80, verbose_name="title")),
                ("aim", models.TextField(blank=True, max_length=600, verbose_name="aim")),
                ("for_whom", models.CharField(blank=True, max_length=120, verbose_name="for whom")),
                ("steps", models.JSONField(blank=True, default=list)),
                ("note", models.TextField(blank=True, max_length=4000, verbose_name="facilitator's notes")),
                (
                    "feedback_questions",
                    models.TextField(blank=True, max_length=1000, verbose_name="questions for feedback"),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="training_packages",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "training package",
                "verbose_name_plural": "training packages",
                "ordering": ["-published_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="TrainingSession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    bansou.public_id.PublicIdField(
                        default=bansou.public_id.new_public_id, editable=False, max_length=10, unique=True
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("starts_at", models.DateTimeField(db_index=True)),
                ("ends_at", models.DateTimeField()),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="place")),
                ("link", models.URLField(blank=True, max_length=300, verbose_name="link to take part")),
                ("capacity", models.PositiveSmallIntegerField(verbose_name="capacity")),
                ("note", models.TextField(blank=True, max_length=600, verbose_name="what to know")),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                ("cancelled_reason", models.CharField(blank=True, max_length=200)),
                ("attendance_at", models.DateTimeField(blank=True, null=True)),
                (
                    "package",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sessions", to="knowhow.package"
                    ),
                ),
            ],
            options={
                "verbose_name": "training session",
                "verbose_name_plural": "training sessions",
                "ordering": ["starts_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Feedback",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(default=casestudies.models.rows.new_key, max_length=16)),
                (
                    "useful",
                    models.PositiveSmallIntegerField(
                        choices=[(4, "Very much"), (3, "Rather"), (2, "Not so much"), (1, "Not at all")]
                    ),
                ),
                ("answers", models.JSONField(blank=True, default=list)),
                (
                    "training_session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feedback",
                        to="knowhow.trainingsession",
                    ),
                ),
            ],
            options={
                "ordering": ["key"],
            },
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(default=casestudies.models.rows.new_key, max_length=16)),
                ("sort_order", models.PositiveSmallIntegerField(default=0)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("article", "Know-how to read"),
                            ("case", "Case to discuss"),
                            ("video", "Video"),
                            ("checklist", "Checklist"),
                            ("quiz", "Quiz"),
                        ],
                        max_length=9,
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=80, verbose_name="title of the unit")),
                ("minutes", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="minutes")),
                ("text", models.TextField(blank=True, max_length=2000, verbose_name="introduction")),
                ("lines", models.TextField(blank=True, max_length=2000)),
                ("note", models.TextField(blank=True, max_length=2000, verbose_name="facilitator's notes")),
                ("url", models.URLField(blank=True, max_length=300, verbose_name="address of the video")),
                ("questions", models.JSONField(blank=True, default=list)),
                ("since", models.DateField(default=django.utils.timezone.localdate)),
                ("gone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "article",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="training_units",
                        to="knowhow.article",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="training_units",
                        to="casestudies.casestudy",
                    ),
                ),
                (
                    "package",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="units", to="knowhow.package"
                    ),
                ),
            ],
            options={
                "verbose_name": "training unit",
                "verbose_name_plural": "training units",
                "ordering": ["sort_order", "id"],
            },
        ),
        migrations.CreateModel(
            name="UnitDone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("answers", models.JSONField(blank=True, default=dict)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="done_by", to="knowhow.unit"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="units_done",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SignUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    bansou.public_id.PublicIdField(
                        default=bansou.public_id.new_public_id, editable=False, max_length=10, unique=True
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("signed", "Signed up"),
                            ("waiting", "On the waiting list"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="signed",
                        max_length=9,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("attended", models.BooleanField(blank=True, null=True)),
                ("gave_feedback", models.BooleanField(default=False)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="training_sign_ups",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "training_session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sign_ups",
                        to="knowhow.trainingsession",
                    ),
                ),
            ],
            options={
                "verbose_name": "sign-up",
                "verbose_name_plural": "sign-ups",
                "constraints": [models.UniqueConstraint(fields=("training_session", "user"), name="sign_up_once")],
            },
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.UniqueConstraint(fields=("package", "key"), name="unit_key_once"),
        ),
        migrations.AddConstraint(
            model_name="unitdone",
            constraint=models.UniqueConstraint(fields=("user", "unit"), name="unit_done_once"),
        ),
    ]
