internal import Glibc

/// A system call failed: which one, and the kernel's reason.
package struct SystemCallError: Error, CustomStringConvertible, Equatable {
    package var call: String
    package var errno: Int32

    package init(_ call: String, _ errno: Int32) {
        self.call = call
        self.errno = errno
    }

    package var description: String {
        "\(call) failed: \(String(cString: strerror(errno)))"
    }
}

/// The result of a call that returns -1 and sets errno on failure.
func checked(_ call: String, _ result: Int32) throws(SystemCallError) -> Int32 {
    guard result >= 0 else { throw SystemCallError(call, Glibc.errno) }
    return result
}
