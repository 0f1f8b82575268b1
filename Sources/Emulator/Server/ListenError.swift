internal import Glibc

/// Why there is no server at an address, in the system's words.
package struct ListenError: Error, CustomStringConvertible {
    /// What bind(2) left in `errno`.
    let code: Int32

    package var description: String {
        switch code {
        case EADDRINUSE:
            "another program uses it already; end that one or choose another --port"
        case EACCES:
            "the system does not allow it; choose a port from 1024 on"
        default: String(cString: strerror(code))
        }
    }
}
