import Foundation
import RecordStore

/// Holds a file for one process, until it is let go or the process ends however it may.
final class WatchLock {
    private let descriptor: Int32

    /// Nil where another process holds it. A file system that has no locks lets everybody in.
    ///
    /// - Throws: `RecordError.cannotWrite`.
    init?(_ path: String) throws(RecordError) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            throw .cannotWrite(file: path, reason: String(cString: strerror(errno)))
        }
        if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
            close(descriptor)
            return nil
        }
    }

    deinit {
        close(descriptor)
    }
}
