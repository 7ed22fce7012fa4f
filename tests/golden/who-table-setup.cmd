cwaudit who fixtures/msp --can 'System/Table Setup:edit' | sed -n '/^  Admin/,$p'
