// An empty table of contents in the place of ICU's data: names, calendars and collations of all languages,
// 34 MB, which Foundation brings and which nothing here reads (docs/decisions/binary-size.md).
//
// The linker takes a symbol of a program's own before it looks into a library, so a static Swift library
// that asks for the data of this version of ICU finds this. Of another version it finds its own data as
// before: the program is larger then, and no different. What is asked of an empty table is answered as by
// ICU without data, by U_MISSING_RESOURCE_ERROR.
//
// The form is ICU's common data header and its table of contents (ICU User Guide, "ICU Data").
#include <stdint.h>

struct common_data {
    uint16_t header_bytes;
    uint8_t magic[2];
    uint16_t info_bytes;
    uint16_t reserved;
    uint8_t is_big_endian;
    uint8_t charset_family;
    uint8_t character_bytes;
    uint8_t reserved_byte;
    uint8_t format[4];
    uint8_t format_version[4];
    uint8_t data_version[4];
    uint8_t padding[8];
    uint32_t entries;
};

/// ICU 76 is that of Swift 6.3.
const struct common_data icudt76_dat __attribute__((aligned(16))) = {
    .header_bytes = 32,
    .magic = {0xda, 0x27},
    .info_bytes = 20,
    .character_bytes = 2,
    .format = {'C', 'm', 'n', 'D'},
    .format_version = {1},
    .entries = 0,
};
