import Foundation
import Testing

/// nginx with TLS, HTTP/2 and compression in front of a server; it ends with this value.
final class TestProxy {
    let baseURL: String
    /// The same over HTTP/2 without TLS.
    let plainBaseURL: String
    /// The certificate that a client must trust.
    let certificate: String
    private let folder: TemporaryFolder
    private let nginx: RunningCommand

    init(before port: Int) async throws {
        let folder = try TemporaryFolder()
        self.folder = folder
        certificate = folder.file("cert.pem")
        try await Self.makeCertificate(in: folder)
        let ownPort = try LoopbackSocket.freePort()
        let plainPort = try LoopbackSocket.freePort()
        baseURL = "https://127.0.0.1:\(ownPort)/v1"
        plainBaseURL = "http://127.0.0.1:\(plainPort)/v1"
        try folder.write(
            Self.configuration(ownPort, plain: plainPort, before: port), to: "nginx.conf")
        let program = try RunningCommand.program("/usr/sbin/nginx", of: "nginx-light")
        let errorLog = folder.file("error.log")
        let nginx = try RunningCommand(
            program, ["-p", folder.path, "-c", "nginx.conf", "-e", errorLog], in: folder)
        self.nginx = nginx
        // nginx writes it when it listens.
        try await nginx.until { FileManager.default.fileExists(atPath: folder.file("nginx.pid")) }
    }

    /// `cert.pem` and `key.pem` for this machine.
    static func makeCertificate(in folder: TemporaryFolder) async throws {
        let request = """
            req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
            -keyout key.pem -out cert.pem -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1
            """
        let command = try RunningCommand(
            try RunningCommand.program("/usr/bin/openssl", of: "openssl"),
            request.split(separator: " ").map(String.init), in: folder)
        let result = try await command.end()
        try #require(result.status == 0, "\(result.errors)")
    }

    /// One process, so that ending it ends all; no buffering, so that chunks pass when they come.
    private static func configuration(
        _ port: UInt16, plain plainPort: UInt16, before server: Int
    ) -> String {
        """
        daemon off; master_process off; pid nginx.pid;
        events { worker_connections 256; }
        http {
            access_log off;
            gzip on; gzip_min_length 1; gzip_proxied any;
            gzip_types application/json text/event-stream;
            client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
            uwsgi_temp_path uwsgi; scgi_temp_path scgi;
            server {
                listen 127.0.0.1:\(port) ssl http2; listen 127.0.0.1:\(plainPort) http2;
                ssl_certificate cert.pem; ssl_certificate_key key.pem;
                location / {
                    proxy_pass http://127.0.0.1:\(server);
                    proxy_http_version 1.1; proxy_set_header Connection "";
                    proxy_buffering off;
                }
            }
        }
        """
    }
}
