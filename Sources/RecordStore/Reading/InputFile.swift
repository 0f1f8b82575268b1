internal import Glibc

/// A file open for reading; closed when it goes out of scope.
struct InputFile: ~Copyable {
    let path: String
    private let descriptor: Int32

    init(opening path: String) throws(RecordError) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw .cannotRead(file: path, reason: RecordError.reason(errno))
        }
    }

    deinit { close(descriptor) }

    /// Fills `buffer` from `start` on as far as one read goes.
    ///
    /// - Returns: the bytes read; 0 at the end of the file.
    func read(into buffer: inout [UInt8], from start: Int) throws(RecordError) -> Int {
        while true {
            let count = buffer.withUnsafeMutableBytes {
                Glibc.read(descriptor, $0.baseAddress.map { $0 + start }, $0.count - start)
            }
            if count >= 0 { return count }
            guard errno == EINTR else {
                throw .cannotRead(file: path, reason: RecordError.reason(errno))
            }
        }
    }

    /// The whole file, for those that are small: at most `limit` bytes.
    static func contents(of path: String, limit: Int) throws(RecordError) -> [UInt8] {
        let file = try InputFile(opening: path)
        var content: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = try file.read(into: &block, from: 0)
            guard count > 0 else { return content }
            guard content.count + count <= limit else {
                throw .cannotRead(file: path, reason: "it is larger than \(limit) bytes")
            }
            content += block[..<count]
        }
    }
}
