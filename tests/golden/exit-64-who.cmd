cwaudit who fixtures/grid --can 'System/Table Setup:erase'
