internal import Glibc

/// A file that is there as a whole or not at all.
package enum WholeFile {
    /// Puts `bytes` at `path` so that a reader, or a crash, meets what stood there before or all of them: a
    /// temporary file beside it, fsync(2), rename(2).
    ///
    /// - Throws: `RecordError.cannotWrite`; what stood there before still stands, and nothing is left beside it.
    package static func write(_ bytes: [UInt8], to path: String) throws(RecordError) {
        let temporary = try writeTemporary(bytes, for: path)
        guard rename(temporary, path) == 0 else {
            let reason = RecordError.reason(errno)
            unlink(temporary)
            throw .cannotWrite(file: path, reason: reason)
        }
    }

    /// The same where a person named the path: a link leads to its file, and a device or a pipe takes the bytes as it is.
    ///
    /// - Throws: `RecordError.cannotWrite`.
    package static func write(_ bytes: [UInt8], named path: String) throws(RecordError) {
        var facts = stat()
        guard stat(path, &facts) == 0 else { return try write(bytes, to: path) }
        guard facts.st_mode & S_IFMT == S_IFREG else {
            return try OutputFile(overwriting: path).writeAll(bytes.span)
        }
        let resolved = realpath(path, nil)
        defer { free(resolved) }
        try write(bytes, to: resolved.map { String(cString: $0) } ?? path)
    }

    /// - Returns: the path of a file that holds the bytes; where they could not be written there is none.
    private static func writeTemporary(
        _ bytes: [UInt8], for target: String
    ) throws(RecordError) -> String {
        let file = try OutputFile(temporaryFor: target)
        do throws(RecordError) {
            try file.writeAll(bytes.span)
            try file.synchronize()
        } catch {
            unlink(file.path)
            throw error
        }
        return file.path
    }

    /// Reads a regular file of at most `limit` bytes; what is none, such as a pipe or a link, is refused.
    ///
    /// - Throws: `RecordError.cannotRead`.
    package static func read(_ path: String, limit: Int) throws(RecordError) -> [UInt8] {
        func failed(_ reason: String) -> RecordError { .cannotRead(file: path, reason: reason) }
        // A pipe would wait for a writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw failed(errno == ELOOP ? "it is a link" : RecordError.reason(errno))
        }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else { throw failed(RecordError.reason(errno)) }
        guard facts.st_mode & S_IFMT == S_IFREG else { throw failed("it is no regular file") }
        guard facts.st_size <= limit else { throw failed("it is larger than \(limit) bytes") }
        var bytes = [UInt8](repeating: 0, count: Int(facts.st_size))
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes { buffer in
                let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
                return Glibc.read(descriptor, rest.baseAddress, rest.count)
            }
            if count == 0 { break }
            if count > 0 {
                filled += count
            } else if errno != EINTR {
                throw failed(RecordError.reason(errno))
            }
        }
        return Array(bytes.prefix(filled))
    }

    /// Makes a folder and those that it lies in.
    ///
    /// - Throws: `RecordError.cannotCreate`.
    package static func makeFolder(_ path: String) throws(RecordError) {
        try RecordDirectory.makeFolders(path)
    }
}
