/* Stands between a program and its disk, so that a test can decide what goes wrong and when.
 *
 * Loaded with LD_PRELOAD it does nothing until the test, from inside the program, calls
 *
 *   faults_watch(folder, trace)     look at every file below folder; trace may be NULL
 *   faults_start(trace)             begin the trace only now
 *   faults_kill(n, when)            SIGKILL at operation n: 0 before, 1 half-way, 2 after it
 *   faults_fail(n, error, times)    so many operations fail with error, the first of them n
 *   faults_say(word)                what the user has just been told goes into the trace
 *
 * An operation is whatever can change the disk: making, writing, cutting, syncing, removing or
 * renaming a file, giving it a second name or other rights, making a folder and removing one.
 * Syncs are recorded and not passed on: what they are worth is for the replay of power cuts to say.
 * A disk that stays full refuses, after the first operation, only what needs room.
 *
 * The trace is a row of records: one letter, three decimal numbers (file, offset, length of the
 * data), the lengths of two names, a newline, then the names and the data.  The offset of an
 * opening is 0 when it changed nothing, 1 when it emptied the file, 2 when it made it.  An 'x' is an
 * operation that failed of itself.
 *
 * Not seen: mmap, stdio, writev, io_uring, symbolic links, descriptors that were copied, and files
 * opened by a name relative to an open folder.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum { BEFORE, HALFWAY, AFTER };
#define FILES 1024

static char folder[4096];
static int trace = -1;
static char seen[FILES]; /* descriptors that belong to watched files */
static long done, kill_at, fail_at, fail_times;
static int kill_when, fail_error;

#define NEXT(type, name, ...) \
    static type (*next)(__VA_ARGS__); \
    if (!next) next = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

/* ---- what the test asks for ---------------------------------------------------------------- */

static int plain_open(const char *path, int flags, mode_t mode) {
    NEXT(int, "open64", const char *, int, ...);
    return next(path, flags, mode);
}

static ssize_t plain_write(int fd, const void *data, size_t size) {
    NEXT(ssize_t, "write", int, const void *, size_t);
    return next(fd, data, size);
}

void faults_start(const char *path) {
    trace = plain_open(path, O_CREAT | O_WRONLY | O_TRUNC | O_APPEND, 0600);
}

void faults_watch(const char *path, const char *trace_path) {
    snprintf(folder, sizeof folder, "%s", path);
    memset(seen, 0, sizeof seen);
    done = kill_at = fail_at = 0;
    trace = -1;
    if (trace_path) faults_start(trace_path);
}

void faults_kill(long at, int when) { kill_at = at; kill_when = when; }
void faults_fail(long at, int error, long times) { fail_at = at; fail_error = error; fail_times = times; }

/* ---- trace --------------------------------------------------------------------------------- */

static void note(char what, int fd, off_t at, const char *one, const char *two, const void *data, size_t size) {
    char head[128];
    size_t a = one ? strlen(one) : 0, b = two ? strlen(two) : 0;
    int length;
    if (trace < 0) return;
    length = snprintf(head, sizeof head, "%c %d %lld %zu %zu %zu\n", what, fd, (long long)at, size, a, b);
    if (plain_write(trace, head, (size_t)length) != length
        || (a && plain_write(trace, one, a) != (ssize_t)a)
        || (b && plain_write(trace, two, b) != (ssize_t)b)
        || (size && plain_write(trace, data, size) != (ssize_t)size)) abort();
}

void faults_say(const char *word) { note('!', -1, 0, word, NULL, NULL, 0); }

/* ---- faults -------------------------------------------------------------------------------- */

static int below(const char *path) {
    size_t n = strlen(folder);
    return n && path && !strncmp(path, folder, n) && (path[n] == '/' || !path[n]);
}

static int ours(int fd) { return fd >= 0 && fd < FILES && seen[fd]; }

static void die(void) { raise(SIGKILL); for (;;) pause(); }

enum { FREES, ROOM }; /* what an operation wants of the disk */

/* Every operation begins here; true when it has to fail, with errno set. */
static int strikes(int room) {
    done++;
    if (done == kill_at && kill_when == BEFORE) die();
    if (!fail_at || done < fail_at || done >= fail_at + fail_times) return 0;
    if (done > fail_at && fail_error == ENOSPC && !room) return 0;
    errno = fail_error;
    return 1;
}

static int halfway(void) { return done == kill_at && kill_when == HALFWAY; }

static void over(void) { if (done == kill_at && kill_when == AFTER) die(); }

/* ---- opening and closing ------------------------------------------------------------------- */

static int opened(const char *path, int flags, mode_t mode) {
    struct stat about;
    int fd, there, changes;
    if (!below(path)) return plain_open(path, flags, mode);
    there = !stat(path, &about);
    changes = there ? S_ISREG(about.st_mode) && (flags & O_TRUNC) && about.st_size : flags & O_CREAT;
    if (changes && strikes(there ? FREES : ROOM)) return -1;
    fd = plain_open(path, flags, mode);
    if (fd < 0) return fd;
    if (fd >= FILES) abort();
    seen[fd] = 1;
    note('o', fd, !changes ? 0 : there ? 1 : 2, path, NULL, NULL, 0);
    if (changes) over();
    return fd;
}

#define MODE mode_t mode = 0; if (flags & O_CREAT) { \
    va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); }

int open(const char *path, int flags, ...) { MODE return opened(path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE return opened(path, flags, mode); }

int close(int fd) {
    NEXT(int, "close", int);
    if (fd >= 0 && fd < FILES) seen[fd] = 0;
    return next(fd);
}

/* ---- bytes --------------------------------------------------------------------------------- */

static ssize_t place(int fd, const void *data, size_t size, off_t at) {
    NEXT(ssize_t, "pwrite64", int, const void *, size_t, off_t);
    return next(fd, data, size, at);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
    ssize_t n;
    if (!ours(fd)) return place(fd, data, size, at);
    if (strikes(ROOM)) return -1;
    if (halfway()) { place(fd, data, size / 2, at); die(); }
    n = place(fd, data, size, at);
    if (n > 0) note('w', fd, at, NULL, NULL, data, (size_t)n);
    over();
    return n;
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) { return pwrite(fd, data, size, at); }

ssize_t write(int fd, const void *data, size_t size) {
    off_t at;
    ssize_t n;
    if (!ours(fd)) return plain_write(fd, data, size);
    if (strikes(ROOM)) return -1;
    if (halfway()) { plain_write(fd, data, size / 2); die(); }
    n = plain_write(fd, data, size);
    at = lseek(fd, 0, SEEK_CUR);
    if (n > 0) note('w', fd, at - n, NULL, NULL, data, (size_t)n);
    over();
    return n;
}

int ftruncate(int fd, off_t size) {
    NEXT(int, "ftruncate64", int, off_t);
    int result;
    if (!ours(fd)) return next(fd, size);
    if (strikes(FREES)) return -1;
    result = next(fd, size);
    note(result ? 'x' : 't', fd, size, NULL, NULL, NULL, 0);
    over();
    return result;
}

int ftruncate64(int fd, off64_t size) { return ftruncate(fd, size); }

/* The quick ways to copy are closed, so that every copy goes through write(). */
ssize_t sendfile(int out, int in, off_t *at, size_t size) {
    NEXT(ssize_t, "sendfile64", int, int, off_t *, size_t);
    if (ours(out)) { errno = EINVAL; return -1; }
    return next(out, in, at, size);
}

ssize_t sendfile64(int out, int in, off64_t *at, size_t size) { return sendfile(out, in, at, size); }

ssize_t copy_file_range(int in, off64_t *from, int out, off64_t *to, size_t size, unsigned flags) {
    NEXT(ssize_t, "copy_file_range", int, off64_t *, int, off64_t *, size_t, unsigned);
    if (ours(out)) { errno = EINVAL; return -1; }
    return next(in, from, out, to, size, flags);
}

int posix_fallocate(int fd, off_t at, off_t size) {
    NEXT(int, "posix_fallocate64", int, off_t, off_t);
    return ours(fd) ? EINVAL : next(fd, at, size);
}

int posix_fallocate64(int fd, off64_t at, off64_t size) { return posix_fallocate(fd, at, size); }

/* ---- syncs and names ----------------------------------------------------------------------- */

static int synced(int fd) {
    if (strikes(ROOM)) return -1;
    note('s', fd, 0, NULL, NULL, NULL, 0);
    over();
    return 0;
}

int fsync(int fd) {
    NEXT(int, "fsync", int);
    return ours(fd) ? synced(fd) : next(fd);
}

int fdatasync(int fd) {
    NEXT(int, "fdatasync", int);
    return ours(fd) ? synced(fd) : next(fd);
}

static int unlinked(const char *path, int (*doing)(const char *)) {
    int result;
    if (!below(path) || access(path, F_OK)) return doing(path);
    if (strikes(FREES)) return -1;
    result = doing(path);
    note(result ? 'x' : 'u', -1, 0, path, NULL, NULL, 0);
    over();
    return result;
}

int unlink(const char *path) {
    NEXT(int, "unlink", const char *);
    return unlinked(path, next);
}

int rmdir(const char *path) {
    NEXT(int, "rmdir", const char *);
    return unlinked(path, next);
}

/* A name relative to an open folder is made whole, so that a tree is removed name by name. */
int unlinkat(int at, const char *path, int flags) {
    NEXT(int, "unlinkat", int, const char *, int);
    char link[64], whole[4096];
    ssize_t n;
    snprintf(link, sizeof link, "/proc/self/fd/%d", at);
    if (at < 0 || *path == '/' || (n = readlink(link, whole, sizeof whole - 1)) < 0) return next(at, path, flags);
    snprintf(whole + n, sizeof whole - (size_t)n, "/%s", path);
    if (!below(whole)) return next(at, path, flags);
    return flags & AT_REMOVEDIR ? rmdir(whole) : unlink(whole);
}

int chmod(const char *path, mode_t mode) {
    NEXT(int, "chmod", const char *, mode_t);
    int result;
    if (!below(path) || access(path, F_OK)) return next(path, mode);
    if (strikes(FREES)) return -1;
    result = next(path, mode);
    note(result ? 'x' : 'c', -1, 0, path, NULL, NULL, 0);
    over();
    return result;
}

int rename(const char *from, const char *to) {
    NEXT(int, "rename", const char *, const char *);
    int result;
    if (!below(from) && !below(to)) return next(from, to);
    if (strikes(ROOM)) return -1;
    result = next(from, to);
    note(result ? 'x' : 'r', -1, 0, from, to, NULL, 0);
    over();
    return result;
}

int link(const char *from, const char *to) {
    NEXT(int, "link", const char *, const char *);
    int result;
    if (!below(to)) return next(from, to);
    if (strikes(ROOM)) return -1;
    result = next(from, to);
    note(result ? 'x' : 'l', -1, 0, from, to, NULL, 0);
    over();
    return result;
}

int mkdir(const char *path, mode_t mode) {
    NEXT(int, "mkdir", const char *, mode_t);
    int result;
    if (!below(path) || !access(path, F_OK)) return next(path, mode);
    if (strikes(ROOM)) return -1;
    result = next(path, mode);
    note(result ? 'x' : 'm', -1, 0, path, NULL, NULL, 0);
    over();
    return result;
}
