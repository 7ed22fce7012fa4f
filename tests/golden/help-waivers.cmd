cwaudit waivers --help
