// Until the first type of this module.
