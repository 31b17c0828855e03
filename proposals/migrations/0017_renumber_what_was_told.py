"""Give what was told before numbers that tell nothing either. It stands apart: no table is changed under moving rows."""

from django.db import migrations

from proposals.notices.numbers import unguessable


def renumber(apps, schema_editor):
    """Change the keys; those that point at them follow before the constraints are checked, at the end."""
    Told, Delivery, Attempt = (apps.get_model("proposals", name) for name in ("Told", "Delivery", "Attempt"))
    for number in list(Told.objects.order_by().values_list("pk", flat=True)):
        Told.objects.filter(pk=number).update(id=unguessable())
    for number in list(Delivery.objects.order_by().values_list("pk", flat=True)):
        new = unguessable()
        Delivery.objects.filter(pk=number).update(id=new)
        Attempt.objects.filter(delivery_id=number).update(delivery_id=new)


class Migration(migrations.Migration):
    dependencies = [("proposals", "0016_unguessable_numbers")]
    operations = [migrations.RunPython(renumber, migrations.RunPython.noop)]
