import AgeFile
import Cryptography
import Testing

struct StreamTests {
    private enum Interruption: Error { case diskFull }

    @Test("a stream of 40 MiB passes in pieces of a chunk, both ways")
    func boundedMemory() throws {
        let identity = try AgeIdentity.generate()
        let total = 40 << 20
        let block = pattern(65_537)
        var sent = 0
        var hasher = try SHA256Hasher()
        var file: [UInt8] = []
        var (largestAsked, largestGiven) = (0, 0)
        try AgeFile.encrypt(to: [identity.recipient]) { buffer in
            largestAsked = max(largestAsked, buffer.count)
            let piece = block.prefix(min(buffer.count, total - sent))
            buffer.copyBytes(from: piece)
            try hasher.update(Array(piece))
            sent += piece.count
            return piece.count
        } writing: {
            largestGiven = max(largestGiven, $0.count)
            file += $0
        }
        #expect(sent == total && file.count > total)
        let expected = try hasher.finish()
        var source = Pieces(file)
        var received = 0
        try AgeFile.decrypt(with: identity) {
            largestAsked = max(largestAsked, $0.count)
            return source.read(into: $0)
        } writing: {
            largestGiven = max(largestGiven, $0.count)
            received += $0.count
            try hasher.update($0)
        }
        #expect(received == total)
        #expect(try hasher.finish() == expected)
        #expect(largestAsked <= 65_536 + 16 + 1)
        #expect(largestGiven <= 65_536 + 16)
    }

    @Test("an error of the source or the sink passes through unchanged")
    func foreignErrors() throws {
        let identity = try AgeIdentity.generate()
        let recipients = [identity.recipient]
        let file = try AgeFile.seal(secret(pattern(70_000)), to: recipients)
        var source = Pieces(file)
        var passed = 0
        func check(_ body: () throws -> Void) {
            do { try body() } catch Interruption.diskFull { passed += 1 } catch { Issue.record(error) }
        }
        check {
            try AgeFile.encrypt(to: recipients) { _ in
                throw Interruption.diskFull
            } writing: { _ in
            }
        }
        check {
            try AgeFile.encrypt(to: recipients) { _ in
                0
            } writing: { _ in
                throw Interruption.diskFull
            }
        }
        check {
            try AgeFile.decrypt(with: identity) { _ in
                throw Interruption.diskFull
            } writing: { _ in
            }
        }
        check {
            try AgeFile.decrypt(with: identity) {
                source.read(into: $0)
            } writing: { _ in
                throw Interruption.diskFull
            }
        }
        #expect(passed == 4)
    }

    @Test("a file without a header end is given up after the header limit, and another kind of file at once")
    func endlessHeader() throws {
        let identity = try AgeIdentity.generate()
        func bytesRead(of line: String, beginning: String) -> (Int, AgeFileError?) {
            var read = 0
            let beginning = Array(beginning.utf8)
            let line = Array(line.utf8)
            let outcome = refusal {
                try AgeFile.decrypt(with: identity) { buffer in
                    for index in buffer.indices {
                        let place = read + index
                        buffer[index] =
                            place < beginning.count
                            ? beginning[place] : line[(place - beginning.count) % line.count]
                    }
                    read += buffer.count
                    return buffer.count
                } writing: { _ in
                    Issue.record("released something")
                }
            }
            return (read, outcome)
        }
        let endless = bytesRead(of: "-> grease\n\n", beginning: "age-encryption.org/v1\n")
        #expect(endless.1 == .malformedHeader(.tooLong))
        #expect(endless.0 < AgeFile.headerLimit + 2 * 65_553)
        let foreign = bytesRead(of: "a picture, say\n", beginning: "")
        #expect(foreign.1 == .notAnAgeFile)
        #expect(foreign.0 <= 65_553)
    }

    @Test("nothing of a chunk is released before that chunk is authenticated")
    func release() throws {
        let identity = try AgeIdentity.generate()
        let plaintext = pattern(3 * 65_536)
        let file = try AgeFile.seal(secret(plaintext), to: [identity.recipient])
        let start = file.count - 3 * 65_552
        for chunk in 0..<3 {
            var altered = file
            altered[start + chunk * 65_552 + 65_551] ^= 1
            var source = Pieces(altered)
            var released: [UInt8] = []
            let outcome = refusal {
                try AgeFile.decrypt(with: identity) {
                    source.read(into: $0)
                } writing: {
                    released += $0
                }
            }
            #expect(outcome == .payloadAltered)
            #expect(released == Array(plaintext[..<(chunk * 65_536)]))
        }
    }
}
