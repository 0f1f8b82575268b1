internal import CZlib

/// zlib streams (RFC 1950) and gzip (RFC 1952) in memory.
package enum Deflate {
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

    /// What can be unpacked of gzip from its beginning on, at most `limit` bytes; nothing of what is no gzip.
    package static func beginning(ofGzip bytes: [UInt8], limit: Int) -> [UInt8] {
        var stream = z_stream()
        // Sixteen above the largest window is zlib's sign for gzip.
        let window = 16 + MAX_WBITS
        guard
            inflateInit2_(&stream, window, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
                == Z_OK
        else { return [] }
        defer { inflateEnd(&stream) }
        var packed = bytes
        var unpacked = [UInt8](repeating: 0, count: limit)
        let left = packed.withUnsafeMutableBufferPointer { input in
            unpacked.withUnsafeMutableBufferPointer { output in
                // Both buffers live while zlib reads and writes them, within the counts it is given.
                stream.next_in = input.baseAddress
                stream.avail_in = uInt(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = uInt(output.count)
                _ = inflate(&stream, Z_SYNC_FLUSH)
                return Int(stream.avail_out)
            }
        }
        return Array(unpacked[..<(limit - left)])
    }
}
