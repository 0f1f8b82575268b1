internal import RecordStore

/// Bodies that servers compress though nobody asked for it.
enum GzipText {
    /// The first bytes of gzip (RFC 1952, section 2.3.1).
    static let magic: [UInt8] = [0x1F, 0x8B]

    /// The name of a coding that was not asked for: what the head says, or what the first bytes are.
    static func coding(_ field: String?, beginning: [UInt8]) -> String? {
        let named = (field ?? "").lowercased().split(separator: ",").map { $0.filter { $0 != " " } }
            .filter { !$0.isEmpty && $0 != "identity" }
        if !named.isEmpty { return String(named.joined(separator: ", ").prefix(40)) }
        return beginning.starts(with: magic) ? "gzip" : nil
    }

    /// The text that gzip packed, as far as it goes; the bytes themselves where they are no gzip.
    static func readable(_ bytes: [UInt8], limit: Int) -> [UInt8] {
        guard bytes.starts(with: magic) else { return bytes }
        return Deflate.beginning(ofGzip: bytes, limit: limit)
    }
}
