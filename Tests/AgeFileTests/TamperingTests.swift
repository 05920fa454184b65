import AgeFile
import Cryptography
import Testing

/// A class, since a struct with tests cannot hold an identity, which is noncopyable.
final class TamperingTests {
    private let identity: AgeIdentity
    private let passphrase = secret("plainly invented passphrase")
    private let plaintext = pattern(40)

    init() throws {
        identity = try AgeIdentity.generate()
    }

    private func fault(in file: [UInt8]) -> AgeFileError? {
        refusal { _ = try AgeFile.open(file, with: identity, limit: .max) }
    }

    private func streamFault(in file: [UInt8]) -> AgeFileError? {
        var source = Pieces(file)
        return refusal {
            try AgeFile.decrypt(with: identity) {
                source.read(into: $0)
            } writing: { _ in
            }
        }
    }

    @Test("every altered bit of a file for a recipient is noticed")
    func bitsOfRecipientFile() throws {
        let file = try AgeFile.seal(secret(plaintext), to: [identity.recipient])
        let payload = file.count - (16 + plaintext.count + 16)
        for place in file.indices {
            for bit in 0..<8 {
                var altered = file
                altered[place] ^= 1 << UInt8(bit)
                let fault = fault(in: altered)
                if place >= payload {
                    #expect(fault == .payloadAltered, "byte \(place)")
                } else {
                    #expect(
                        fault != nil && fault != .payloadAltered,
                        "byte \(place), bit \(bit): \(String(describing: fault))")
                }
            }
        }
    }

    @Test("every altered bit of a passphrase file is noticed")
    func bitsOfPassphraseFile() throws {
        let file = try AgeFile.seal(secret(plaintext), passphrase: passphrase, log2N: 3)
        for place in file.indices {
            for bit in 0..<8 {
                var altered = file
                altered[place] ^= 1 << UInt8(bit)
                let fault = refusal {
                    _ = try AgeFile.open(altered, passphrase: passphrase, allowedLog2N: 1...3, limit: .max)
                }
                #expect(fault != nil, "byte \(place), bit \(bit)")
            }
        }
    }

    @Test("a file cut at any length is refused, whole and as a stream")
    func everyCut() throws {
        let file = try AgeFile.seal(secret(plaintext), to: [identity.recipient])
        let payload = file.count - (16 + plaintext.count + 16)
        for count in file.indices {
            let (whole, streamed) = (fault(in: Array(file[..<count])), streamFault(in: Array(file[..<count])))
            #expect(whole == streamed)
            switch count {
            case 0: #expect(whole == .notAnAgeFile)
            case ..<payload: #expect(whole == .malformedHeader(.endsEarly), "\(count) bytes")
            case ..<(payload + 16): #expect(whole == .malformedHeader(.payloadNonce))
            case ..<(payload + 32): #expect(whole == .truncated)
            default: #expect(whole == .payloadAltered)
            }
        }
    }

    @Test("a file cut between chunks lacks its end")
    func cutBetweenChunks() throws {
        let file = try AgeFile.seal(secret(pattern(2 * 65_536 + 10)), to: [identity.recipient])
        let first = file.count - (2 * 65_552 + 26)
        for (cut, expected) in [
            (first + 65_552, AgeFileError.truncated), (first + 2 * 65_552, .truncated), (first, .truncated),
            (first + 65_552 + 15, .truncated), (first + 65_552 + 16, .payloadAltered),
            (first + 65_551, .payloadAltered),
        ] {
            let file = Array(file[..<cut])
            #expect(fault(in: file) == expected)
            #expect(streamFault(in: file) == expected)
        }
    }

    @Test("bytes behind the end are an error, however many", arguments: [1, 15, 16, 17, 65_552, 65_553])
    func appended(_ count: Int) throws {
        for plainCount in [0, 40, 65_536] {
            let file = try AgeFile.seal(secret(pattern(plainCount)), to: [identity.recipient])
            let longer = file + pattern(count)
            #expect([.payloadAltered, .trailingBytes, .truncated].contains(fault(in: longer)))
            #expect([.payloadAltered, .trailingBytes].contains(streamFault(in: longer)))
        }
    }

    @Test("chunks that change places, are missing, doubled or from another file are noticed")
    func movedChunks() throws {
        let file = try AgeFile.seal(secret(pattern(3 * 65_536)), to: [identity.recipient])
        let other = try AgeFile.seal(secret(pattern(3 * 65_536)), to: [identity.recipient])
        let start = file.count - 3 * 65_552
        func chunk(_ index: Int, of file: [UInt8]) -> ArraySlice<UInt8> {
            file[(start + index * 65_552)..<(start + (index + 1) * 65_552)]
        }
        let orders = [[1, 0, 2], [0, 2, 1], [0, 2], [1, 2], [0, 0, 1, 2], [0, 1, 1, 2], [2], [0, 1, 2, 2]]
        for order in orders {
            let moved = order.reduce(Array(file[..<start])) { $0 + chunk($1, of: file) }
            #expect([.payloadAltered, .trailingBytes].contains(fault(in: moved)), "\(order)")
            #expect([.payloadAltered, .trailingBytes].contains(streamFault(in: moved)), "\(order)")
        }
        let mixed = Array(file[..<start]) + chunk(0, of: file) + chunk(1, of: other) + chunk(2, of: file)
        #expect(fault(in: mixed) == .payloadAltered)
        #expect(fault(in: Array(other[..<start]) + file[start...]) == .payloadAltered)
    }

    @Test("a recipient added or removed behind the author's back is noticed by the others")
    func alteredRecipients() throws {
        let other = try AgeIdentity.generate()
        let file = try AgeFile.seal(secret(plaintext), to: [other.recipient, identity.recipient])
        let stanzaCount = file[22...].firstIndex(of: 0x0a)! - 22 + 1 + 44
        let removed = Array(file[..<22]) + file[(22 + stanzaCount)...]
        #expect(fault(in: removed) == .headerAltered)
        let added = Array(file[..<22]) + Array("-> grease\n\n".utf8) + file[22...]
        #expect(fault(in: added) == .headerAltered)
        let doubled = Array(file[..<(22 + stanzaCount)]) + file[22...]
        #expect(fault(in: doubled) == .headerAltered)
    }
}
