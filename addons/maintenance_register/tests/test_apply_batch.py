from odoo.tests import tagged

from .common import RegisterCase


@tagged("post_install", "-at_install")
class TestApplyBatch(RegisterCase):
    def test_a_new_register_lists_nothing(self):
        self.assertEqual(self.register.binding_count, 0)
        self.assertFalse(self.register.is_silent)
