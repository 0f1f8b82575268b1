internal import CZlib

/// zlib streams (RFC 1950) in memory.
enum Deflate {
    static func compress(_ bytes: [UInt8]) -> [UInt8] {
        var size = compressBound(uLong(bytes.count))
        var packed = [UInt8](repeating: 0, count: Int(size))
        let code = CZlib.compress(&packed, &size, bytes, uLong(bytes.count))
        precondition(code == Z_OK, "compress(3) failed with room for the largest result: \(code)")
        return Array(packed[..<Int(size)])
    }

    /// Nil where `bytes` is not one whole zlib stream, or unpacks to more than `limit` bytes.
    static func decompress(_ bytes: [UInt8], limit: Int) -> [UInt8]? {
        var capacity = min(limit, max(4096, bytes.count * 8))
        while true {
            var size = uLong(capacity)
            var unpacked = [UInt8](repeating: 0, count: capacity)
            switch uncompress(&unpacked, &size, bytes, uLong(bytes.count)) {
            case Z_OK: return Array(unpacked[..<Int(size)])
            case Z_BUF_ERROR where capacity < limit: capacity = min(limit, capacity * 4)
            default: return nil
            }
        }
    }
}
