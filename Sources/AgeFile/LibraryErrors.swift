import Cryptography

/// Runs calls into Cryptography and passes their failure on as this room's error.
///
/// Only for calls whose failure says nothing about the file; where it does, the caller reads it first.
func library<Result: ~Copyable>(
    _ body: () throws(CryptographyError) -> Result
) throws(AgeFileError) -> Result {
    do throws(CryptographyError) {
        return try body()
    } catch { throw .cryptography(error) }
}
