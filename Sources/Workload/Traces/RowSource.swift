internal import Glibc

/// The bytes of a file of prompts. A file that is large stays on the disk, and a row is read when it is sent; a small
/// one, a pipe and standard input are kept.
///
/// Safe from any thread.
final class RowSource: Sendable {
    /// What messages call it.
    let name: String
    private let kept: [UInt8]
    /// -1 where the bytes are kept.
    private let descriptor: Int32

    /// Files up to this size are read once.
    private static let keptBytes = 16 << 20
    /// What is taken of a pipe or a device.
    private static let mostBytes = 1 << 30

    init(_ bytes: [UInt8], name: String) {
        self.name = name
        kept = bytes
        descriptor = -1
    }

    /// - Throws: `WorkloadError` where it cannot be opened or read.
    init(opening path: String) throws(WorkloadError) {
        name = path
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            throw WorkloadError("cannot read '\(path)' (\(String(cString: strerror(errno))))")
        }
        var status = stat()
        let isFile = fstat(file, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        if isFile, status.st_size > Self.keptBytes {
            descriptor = file
            kept = []
            return
        }
        descriptor = -1
        defer { close(file) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = Glibc.read(file, &block, block.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw WorkloadError("cannot read '\(path)' (\(String(cString: strerror(errno))))")
            }
            if count == 0 { break }
            bytes += block[..<count]
            guard isFile || bytes.count <= Self.mostBytes else {
                throw WorkloadError(
                    "'\(path)' gave more than 1 GiB and no end; a stream is kept in memory, so write it to a file"
                )
            }
        }
        kept = bytes
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Fills `buffer` from `start` on with the bytes from `offset` on, as far as one read goes.
    ///
    /// - Returns: the bytes read; 0 at the end, nil where the disk refuses.
    func read(at offset: Int, into buffer: inout [UInt8], from start: Int) -> Int? {
        guard descriptor >= 0 else {
            let count = max(0, min(buffer.count - start, kept.count - offset))
            if count > 0 {
                buffer.replaceSubrange(start..<start + count, with: kept[offset..<offset + count])
            }
            return count
        }
        while true {
            // The pointer lives inside the closure, and reads no further than the buffer's end.
            let count = buffer.withUnsafeMutableBytes {
                pread(
                    descriptor, $0.baseAddress.map { $0 + start }, $0.count - start, off_t(offset))
            }
            if count >= 0 { return count }
            guard errno == EINTR else { return nil }
        }
    }

    /// The bytes of a record; nil where they are not there any more.
    func bytes(at offset: Int, count: Int) -> [UInt8]? {
        if descriptor < 0 { return Array(kept[offset..<offset + count]) }
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            guard let more = read(at: offset + filled, into: &bytes, from: filled), more > 0 else {
                return nil
            }
            filled += more
        }
        return bytes
    }
}
