#include "db/process.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static bool find_user(const char *name, struct cd_process_user *ret)
{
    struct passwd entry, *found = NULL;
    char memory[4096];

    if (getpwnam_r(name, &entry, memory, sizeof memory, &found) != 0 || found == NULL)
        return false;
    *ret = (struct cd_process_user){true, found->pw_uid, found->pw_gid};
    return true;
}

enum cd_rc cd_process_user(struct cd_process_user *ret, struct cd_buf *why)
{
    *ret = (struct cd_process_user){false, getuid(), getgid()};
    if (geteuid() != 0 || find_user("postgres", ret) || find_user("nobody", ret))
        return CD_OK;
    cd_buf_adds(why, "we are root, and there is neither a user postgres nor nobody to run as");
    return CD_INTERNAL;
}

/* Between fork and exec only what is safe after a fork of a threaded process. */
static bool become(const struct cd_process_user *user)
{
    if (!user->drop)
        return true;
    return setgroups(1, &user->gid) == 0 && setgid(user->gid) == 0 && setuid(user->uid) == 0;
}

static _Noreturn void run_child(const struct cd_process_user *user, const char *const *argv,
                                int log_fd)
{
    static const char *const environment[] = {"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC",
                                              NULL};

    if (setsid() >= 0 && dup2(log_fd, STDOUT_FILENO) >= 0 && dup2(log_fd, STDERR_FILENO) >= 0 &&
        become(user) && prctl(PR_SET_PDEATHSIG, SIGINT) == 0 && chdir("/") == 0)
        (void)execve(argv[0], (char *const *)argv, (char *const *)environment);
    _exit(127);
}

enum cd_rc cd_process_start(const struct cd_process_user *user, const char *const *argv,
                            const char *log_file, pid_t *ret, struct cd_buf *why)
{
    int log_fd = open(log_file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);

    if (log_fd < 0) {
        cd_buf_addf(why, "%s: %m", log_file);
        return CD_INTERNAL;
    }
    pid_t pid = fork();
    if (pid == 0)
        run_child(user, argv, log_fd);
    int error = errno;
    (void)close(log_fd);
    if (pid < 0) {
        errno = error;
        cd_buf_addf(why, "fork: %m");
        return CD_INTERNAL;
    }
    *ret = pid;
    return CD_OK;
}

bool cd_process_can_enter(const struct cd_process_user *user, const char *directory)
{
    int status = 0;
    pid_t pid = fork();

    if (pid == 0)
        _exit(become(user) && access(directory, R_OK | X_OK) == 0 ? 0 : 1);
    return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
           WEXITSTATUS(status) == 0;
}

static void nap(void)
{
    const struct timespec ten_ms = {0, 10000000};

    (void)nanosleep(&ten_ms, NULL);
}

bool cd_process_wait(pid_t pid, int ms, int *ret_status)
{
    for (int waited = 0;; waited += 10) {
        int status = 0;
        pid_t got = waitpid(pid, &status, WNOHANG);
        bool ended = got == pid || (got < 0 && errno == ECHILD && kill(pid, 0) != 0);
        if (ended) {
            *ret_status = status;
            return true;
        }
        if (waited >= ms)
            return false;
        nap();
    }
}
