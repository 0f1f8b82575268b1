internal import Glibc

/// A file open for writing; closed when it goes out of scope.
struct OutputFile: ~Copyable {
    let path: String
    private let descriptor: Int32

    /// Makes the file, or empties it where it exists.
    init(creating path: String) throws(RecordError) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            throw .cannotWrite(file: path, reason: RecordError.reason(errno))
        }
    }

    /// Makes a file of a name that nobody has, next to `target`, and never through a link.
    init(temporaryFor target: String) throws(RecordError) {
        var candidate = "\(target).\(getpid()).tmp"
        var found = Glibc.open(candidate, Self.exclusive, 0o666)
        var number = 1
        while found < 0, errno == EEXIST, number < 100 {
            number += 1
            candidate = "\(target).\(getpid())-\(number).tmp"
            found = Glibc.open(candidate, Self.exclusive, 0o666)
        }
        path = candidate
        descriptor = found
        guard found >= 0 else {
            throw .cannotWrite(file: candidate, reason: RecordError.reason(errno))
        }
    }

    private static let exclusive = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_APPEND | O_CLOEXEC

    /// Opens the file to go on at its end, or makes it.
    init(appendingTo path: String) throws(RecordError) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            throw .cannotWrite(file: path, reason: RecordError.reason(errno))
        }
    }

    /// Opens the file to be written over from its beginning.
    init(overwriting path: String) throws(RecordError) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw .cannotWrite(file: path, reason: RecordError.reason(errno))
        }
    }

    deinit { close(descriptor) }

    /// Writes from `bytes` until all is written or the system refuses.
    ///
    /// - Returns: how many bytes were taken, and the error number of the refusal.
    func write(_ bytes: Span<UInt8>) -> (written: Int, error: Int32?) {
        var written = 0
        while written < bytes.count {
            let count = bytes.extracting(written...).withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count >= 0 {
                written += count
            } else if errno != EINTR {
                return (written, errno)
            }
        }
        return (written, nil)
    }

    func writeAll(_ bytes: Span<UInt8>) throws(RecordError) {
        if let code = write(bytes).error {
            throw .cannotWrite(file: path, reason: RecordError.reason(code))
        }
    }

    /// Waits until the disk has it.
    func synchronize() throws(RecordError) {
        guard fsync(descriptor) == 0 else {
            throw .cannotWrite(file: path, reason: RecordError.reason(errno))
        }
    }

    /// Cuts the file to its first `bytes` bytes; without effect on what cannot be cut (a pipe, a device).
    func truncate(to bytes: Int) {
        _ = ftruncate(descriptor, off_t(bytes))
    }
}
