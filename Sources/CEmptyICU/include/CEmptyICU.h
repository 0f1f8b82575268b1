/// Nothing to call: linking this target takes ICU's data out of the program (empty_data.c).
#pragma once
