/* Calls that fail, stop the process or are written down, below the program and below SQLite.

   Preloaded into a process (LD_PRELOAD), it stands before the C library's calls on files.  Only what lies under one
   folder is looked at, and only once faults_arm() was called.  Built and driven by injection.py. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { OFF, COUNT, KILL, FAIL };
enum { WRITES = 1, SYNCS = 2, NAMES = 4, CREATES = 8, MODES = 16, READS = 32, OPENS = 64, LOCKS = 128 };
enum { FDS = 4096 };

static char root[PATH_MAX];
static size_t root_length;
static int mode, kinds, error_number, torn, lasting, trace = -1, without_sync;
static long at, seen;
static unsigned char ours[FDS];

void faults_arm(const char *folder, int how, int which, long nth, int error, int half, int for_good, int trace_to,
                int no_sync)
{
    strncpy(root, folder, PATH_MAX - 1);
    root_length = strlen(root);
    memset(ours, 0, sizeof ours);
    kinds = which, at = nth, error_number = error, torn = half, lasting = for_good, trace = trace_to;
    without_sync = no_sync, seen = 0, mode = how;
}

long faults_seen(void) { return seen; }

#define REAL(name) \
    static __typeof__(name) *real; \
    if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

static int is_under(const char *path)
{
    return mode != OFF && !strncmp(path, root, root_length) && (path[root_length] == '/' || !path[root_length]);
}

static const char *whole(int folder, const char *path, char *into)
{
    char link[64];
    ssize_t length;
    if (path[0] == '/')
        return path;
    if (folder == AT_FDCWD)
        strcpy(link, "/proc/self/cwd");
    else
        snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
    length = readlink(link, into, PATH_MAX - 1);
    if (length < 0)
        return path;
    snprintf(into + length, PATH_MAX - length, "/%s", path);
    return into;
}

static int is_ours(int fd) { return mode != OFF && fd >= 0 && fd < FDS && ours[fd]; }

static void out(const void *bytes, size_t length)
{
    while (length) {
        ssize_t done = syscall(SYS_write, trace, bytes, length);
        if (done <= 0)
            abort();
        bytes = (const char *)bytes + done, length -= done;
    }
}

/* One line of the trace: what, a number, another, and so many bytes behind it. */
static void tell(char what, long one, long other, const void *bytes, size_t length)
{
    char head[64];
    if (trace < 0)
        return;
    out(head, snprintf(head, sizeof head, "%c %ld %ld %zu\n", what, one, other, length));
    out(bytes, length);
}

static void tell_two(char what, const char *one, const char *other)
{
    char both[2 * PATH_MAX];
    int length = snprintf(both, sizeof both, "%s\n%s", one, other);
    tell(what, 0, 0, both, length);
}

/* Whether this call is to fail: 0 no, 1 yes, 2 half of it is to be done.  A process to be killed does not return. */
static int struck(int kind)
{
    if (!(kinds & kind) || mode == OFF)
        return 0;
    seen++;
    if (mode == COUNT || !at || seen < at)
        return 0;
    if (mode == KILL && !(torn && kind == WRITES))
        kill(getpid(), SIGKILL);
    if (seen == at)
        return torn && kind == WRITES ? 2 : 1;
    return lasting || (torn && seen == at + 1) ? 1 : 0;
}

static long failed(void)
{
    errno = error_number;
    return -1;
}

static int opened(int fd, const char *path, int flags, int made)
{
    if (fd >= 0 && fd < FDS) {
        ours[fd] = 1;
        tell('O', fd, (made ? 1 : 0) | (flags & O_TRUNC && (flags & O_ACCMODE) != O_RDONLY ? 2 : 0), path, strlen(path));
    }
    return fd;
}

static int open_it(int folder, const char *path, int flags, mode_t rights)
{
    char space[PATH_MAX];
    const char *name = whole(folder, path, space);
    int made, kind;
    if (!is_under(name))
        return syscall(SYS_openat, folder, path, flags, rights);
    made = (flags & O_CREAT) && access(name, F_OK);
    kind = made ? CREATES : (flags & O_ACCMODE) == O_RDONLY ? READS : OPENS;
    if (struck(kind))
        return failed();
    return opened(syscall(SYS_openat, folder, path, flags, rights), name, flags, made);
}

#define RIGHTS(flags, last) \
    mode_t rights = 0; \
    if ((flags) & (O_CREAT | __O_TMPFILE)) { va_list rest; va_start(rest, last); rights = va_arg(rest, int); va_end(rest); }

int open(const char *path, int flags, ...) { RIGHTS(flags, flags) return open_it(AT_FDCWD, path, flags, rights); }
int open64(const char *path, int flags, ...) { RIGHTS(flags, flags) return open_it(AT_FDCWD, path, flags, rights); }
int openat(int folder, const char *path, int flags, ...) { RIGHTS(flags, flags) return open_it(folder, path, flags, rights); }
int openat64(int folder, const char *path, int flags, ...) { RIGHTS(flags, flags) return open_it(folder, path, flags, rights); }
int creat(const char *path, mode_t rights) { return open_it(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, rights); }

FILE *fopen(const char *path, const char *how)
{
    REAL(fopen);
    char space[PATH_MAX];
    if (strpbrk(how, "wa+") && is_under(whole(AT_FDCWD, path, space)))
        fprintf(stderr, "faults: fopen(%s) is not looked at\n", path);
    return real(path, how);
}

int close(int fd)
{
    if (is_ours(fd)) {
        ours[fd] = 0;
        tell('C', fd, 0, "", 0);
    }
    return syscall(SYS_close, fd);
}

static ssize_t write_it(int fd, const void *bytes, size_t length, off_t where, int moves)
{
    ssize_t done;
    if (is_ours(fd)) {
        int strike = struck(WRITES);
        if (strike == 1)
            return failed();
        if (strike == 2)
            length = length / 2;
        if (moves)
            where = fcntl(fd, F_GETFL) & O_APPEND ? lseek(fd, 0, SEEK_END) : lseek(fd, 0, SEEK_CUR);
        done = moves ? syscall(SYS_write, fd, bytes, length) : syscall(SYS_pwrite64, fd, bytes, length, where);
        if (done > 0)
            tell('W', fd, where, bytes, done);
        if (strike == 2 && mode == KILL)
            kill(getpid(), SIGKILL);
        return done;
    }
    return moves ? syscall(SYS_write, fd, bytes, length) : syscall(SYS_pwrite64, fd, bytes, length, where);
}

ssize_t write(int fd, const void *bytes, size_t length) { return write_it(fd, bytes, length, 0, 1); }
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t where) { return write_it(fd, bytes, length, where, 0); }
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t where) { return write_it(fd, bytes, length, where, 0); }

ssize_t writev(int fd, const struct iovec *parts, int count)
{
    ssize_t sum = 0;
    if (!is_ours(fd))
        return syscall(SYS_writev, fd, parts, count);
    for (int part = 0; part < count; part++) {
        ssize_t done = write_it(fd, parts[part].iov_base, parts[part].iov_len, 0, 1);
        if (done < 0)
            return sum ? sum : -1;
        sum += done;
        if ((size_t)done < parts[part].iov_len)
            break;
    }
    return sum;
}

/* What copies within the kernel is refused, so that it is done by reads and writes. */
ssize_t sendfile(int to, int from, off_t *where, size_t length)
{
    if (is_ours(to) || is_ours(from)) {
        errno = ENOTSOCK;
        return -1;
    }
    return syscall(SYS_sendfile, to, from, where, length);
}
ssize_t sendfile64(int to, int from, off64_t *where, size_t length) { return sendfile(to, from, where, length); }

ssize_t copy_file_range(int from, off64_t *there, int to, off64_t *here, size_t length, unsigned flags)
{
    if (is_ours(to) || is_ours(from)) {
        errno = EXDEV;
        return -1;
    }
    return syscall(SYS_copy_file_range, from, there, to, here, length, flags);
}

static ssize_t read_it(int fd, void *bytes, size_t length, off_t where, int moves)
{
    if (is_ours(fd) && struck(READS))
        return failed();
    return moves ? syscall(SYS_read, fd, bytes, length) : syscall(SYS_pread64, fd, bytes, length, where);
}

ssize_t read(int fd, void *bytes, size_t length) { return read_it(fd, bytes, length, 0, 1); }
ssize_t pread(int fd, void *bytes, size_t length, off_t where) { return read_it(fd, bytes, length, where, 0); }
ssize_t pread64(int fd, void *bytes, size_t length, off64_t where) { return read_it(fd, bytes, length, where, 0); }

static int sync_it(int fd, int number)
{
    if (is_ours(fd)) {
        if (struck(SYNCS))
            return failed();
        if (!without_sync)
            tell('S', fd, 0, "", 0);
        return 0; /* who survives the process sees what was written; for the power it is in the trace */
    }
    return syscall(number, fd);
}

int fsync(int fd) { return sync_it(fd, SYS_fsync); }
int fdatasync(int fd) { return sync_it(fd, SYS_fdatasync); }

static int cut_it(int fd, off_t length)
{
    int done;
    if (is_ours(fd) && struck(WRITES) == 1)
        return failed();
    done = syscall(SYS_ftruncate, fd, length);
    if (is_ours(fd) && !done)
        tell('T', fd, length, "", 0);
    return done;
}

int ftruncate(int fd, off_t length) { return cut_it(fd, length); }
int ftruncate64(int fd, off64_t length) { return cut_it(fd, length); }

static int grow_it(int fd, off_t where, off_t length)
{
    if (is_ours(fd)) {
        errno = EOPNOTSUPP; /* so that it is done by writes */
        return -1;
    }
    return syscall(SYS_fallocate, fd, 0, where, length);
}

int fallocate(int fd, int how, off_t where, off_t length)
{
    return is_ours(fd) ? grow_it(fd, where, length) : syscall(SYS_fallocate, fd, how, where, length);
}
int fallocate64(int fd, int how, off64_t where, off64_t length) { return fallocate(fd, how, where, length); }
int posix_fallocate(int fd, off_t where, off_t length) { return grow_it(fd, where, length) ? errno : 0; }
int posix_fallocate64(int fd, off64_t where, off64_t length) { return posix_fallocate(fd, where, length); }

static int name_it(int kind, char what, int old_folder, const char *old, int new_folder, const char *new, int flags)
{
    char one[PATH_MAX], other[PATH_MAX];
    const char *from = whole(old_folder, old, one), *to = whole(new_folder, new, other);
    int touches = is_under(from) || is_under(to), done;
    if (touches && struck(kind))
        return failed();
    done = what == 'R' ? syscall(SYS_renameat2, old_folder, old, new_folder, new, flags)
                       : syscall(SYS_linkat, old_folder, old, new_folder, new, flags);
    if (touches && !done)
        tell_two(what, from, to);
    return done;
}

int rename(const char *old, const char *new) { return name_it(NAMES, 'R', AT_FDCWD, old, AT_FDCWD, new, 0); }
int renameat(int a, const char *old, int b, const char *new) { return name_it(NAMES, 'R', a, old, b, new, 0); }
int renameat2(int a, const char *old, int b, const char *new, unsigned flags) { return name_it(NAMES, 'R', a, old, b, new, flags); }
int link(const char *old, const char *new) { return name_it(NAMES, 'L', AT_FDCWD, old, AT_FDCWD, new, 0); }
int linkat(int a, const char *old, int b, const char *new, int flags) { return name_it(NAMES, 'L', a, old, b, new, flags); }

static int path_it(int kind, char what, int folder, const char *path, long number, long rights)
{
    char space[PATH_MAX];
    const char *name = whole(folder, path, space);
    int touches = is_under(name), done;
    if (touches && struck(kind))
        return failed();
    done = number == SYS_mkdirat ? syscall(number, folder, path, rights)
         : number == SYS_fchmodat ? syscall(number, folder, path, rights)
         : syscall(number, folder, path, rights);
    if (touches && !done && what)
        tell(what, 0, 0, name, strlen(name));
    return done;
}

int unlink(const char *path) { return path_it(NAMES, 'U', AT_FDCWD, path, SYS_unlinkat, 0); }
int unlinkat(int folder, const char *path, int flags) { return path_it(NAMES, 'U', folder, path, SYS_unlinkat, flags); }
int rmdir(const char *path) { return path_it(NAMES, 'U', AT_FDCWD, path, SYS_unlinkat, AT_REMOVEDIR); }
int mkdir(const char *path, mode_t rights) { return path_it(CREATES, 'M', AT_FDCWD, path, SYS_mkdirat, rights); }
int mkdirat(int folder, const char *path, mode_t rights) { return path_it(CREATES, 'M', folder, path, SYS_mkdirat, rights); }
int chmod(const char *path, mode_t rights) { return path_it(MODES, 0, AT_FDCWD, path, SYS_fchmodat, rights); }
int fchmodat(int folder, const char *path, mode_t rights, int flags) { (void)flags; return path_it(MODES, 0, folder, path, SYS_fchmodat, rights); }

int fchmod(int fd, mode_t rights)
{
    if (is_ours(fd) && struck(MODES))
        return failed();
    return syscall(SYS_fchmod, fd, rights);
}

int fcntl64(int fd, int command, ...)
{
    va_list rest;
    void *argument;
    va_start(rest, command);
    argument = va_arg(rest, void *);
    va_end(rest);
    if ((command == F_SETLK || command == F_SETLKW) && is_ours(fd) && ((struct flock *)argument)->l_type != F_UNLCK
        && struck(LOCKS))
        return failed();
    return syscall(SYS_fcntl, fd, command, argument);
}
